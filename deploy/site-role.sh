#!/bin/sh
# Run once by the image of PostgreSQL, when its data folder is made. The site's role owns its database and is nothing
# beyond: as a superuser it could pass over every trigger at once, and read files and run programs on the server.
set -eu
: "${DATABASE_PASSWORD:?see .env.example}"
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv password DATABASE_PASSWORD
CREATE ROLE readiness LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE readiness OWNER readiness;
SQL
