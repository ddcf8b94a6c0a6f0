#!/bin/sh
# Runs once, when the database container is new: the two roles of docs/how-to/run-without-embedded-database.md.
set -eu
owner=$(cat /run/secrets/owner_password)
app=$(cat /run/secrets/app_password)
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --set owner="$owner" --set app="$app" <<'SQL'
create role steward_owner login createrole password :'owner';
create role steward_app login password :'app';
alter database steward owner to steward_owner;
revoke all on database steward from public;
grant connect on database steward to steward_owner with grant option;
grant connect on database steward to steward_app;
SQL
