"""The month's cycle: drafted by the program, handed up by communities, accepted by streets, closed by the district."""
