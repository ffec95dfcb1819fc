"""The staff pages of outreach."""
