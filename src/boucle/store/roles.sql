-- Les rôles de Boucle sur PostgreSQL. À passer une fois par serveur, sous un superutilisateur :
--   boucle roles | psql -v ON_ERROR_STOP=1 postgres
-- puis leur donner un mot de passe (`\password boucle_app`, `\password boucle_charge`) et une base :
--   createdb --owner=boucle_app boucle

-- L'application : possède ses tables, dont la sécurité par ligne est forcée et la lie elle aussi.
CREATE ROLE boucle_app LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Le chargement des lignes et la sauvegarde : passe outre la sécurité par ligne, que ni COPY ni
-- pg_dump ne traversent. Ne sert à rien d'autre.
CREATE ROLE boucle_charge LOGIN
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;
GRANT boucle_app TO boucle_charge;
