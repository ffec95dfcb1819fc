-- The two roles and the database, run once by a superuser: psql -f deploy/roles.sql
-- Set the passwords afterwards with \password, so that they stand in no file and no history.
CREATE ROLE buduanxian_owner LOGIN BYPASSRLS;
CREATE ROLE buduanxian_app LOGIN;
CREATE DATABASE buduanxian OWNER buduanxian_owner ENCODING 'UTF8' TEMPLATE template0
    LOCALE_PROVIDER icu ICU_LOCALE 'und' LOCALE 'C.UTF-8';
\connect buduanxian
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO buduanxian_owner;
GRANT USAGE ON SCHEMA public TO buduanxian_app;
ALTER DEFAULT PRIVILEGES FOR ROLE buduanxian_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO buduanxian_app;
ALTER DEFAULT PRIVILEGES FOR ROLE buduanxian_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO buduanxian_app;
