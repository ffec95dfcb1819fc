"""What the two roles of the database are called; config.servers.roles makes them."""

# Owns the tables, migrates them and passes row-level security.
OWNER = "buduanxian_owner"
# Owns nothing and is held by it: the program at work.
APP = "buduanxian_app"
