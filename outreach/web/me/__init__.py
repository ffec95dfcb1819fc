"""A member's own pages: opened by her personal link, without an account, in the scope of that one member."""
