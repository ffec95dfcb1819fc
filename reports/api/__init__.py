"""The month for programs."""
