"""金点子 for anybody: writing one, its code, how it stands, and what was made public. No account, no session."""
