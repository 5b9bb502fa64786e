-- Les rôles de Boucle sur PostgreSQL. À passer une fois par serveur, sous un superutilisateur :
--   boucle roles | psql -v ON_ERROR_STOP=1 postgres
-- puis leur donner un mot de passe (`\password boucle_app`…) et une base :
--   createdb --owner=boucle_proprietaire boucle
-- Passé de nouveau, il ajoute ce qui manque et remet chaque rôle à sa place.
-- Leurs droits sur les tables sont donnés par `boucle migrer`.

DO $$
DECLARE
  nom text;
BEGIN
  FOREACH nom IN ARRAY ARRAY['boucle_proprietaire', 'boucle_app', 'boucle_charge'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = nom) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', nom);
    END IF;
  END LOOP;
END
$$;

-- Possède la base et ses tables : `migrer`, `verifier-base`, sauvegarde. Le serveur n'a pas son mot
-- de passe.
ALTER ROLE boucle_proprietaire
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Sert : lit et écrit les données du cabinet que sa transaction a nommé, ne possède rien.
ALTER ROLE boucle_app
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Charge les lignes par COPY, qu'une politique refuse : ajoute aux tables des lignes, et ne lit rien.
ALTER ROLE boucle_charge
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION BYPASSRLS;
REVOKE boucle_app FROM boucle_charge;
