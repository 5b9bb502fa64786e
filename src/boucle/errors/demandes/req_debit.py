"""REQ, debit: what is too much, too long or too often, told before anything is read further."""

from __future__ import annotations

import errno

from boucle.errors.demandes.req import _req

RAISONS_ECOUTE = {
    errno.EADDRINUSE: "un autre programme l'occupe",
    errno.EADDRNOTAVAIL: "cette adresse n'est pas une adresse de cette machine",
    errno.EACCES: "ce port demande des droits que le programme n'a pas",
}
"""Why an address cannot be listened on; other reasons are told in the system's words."""

ECOUTE_IMPOSSIBLE = _req(
    "REQ-040",
    503,
    "Adresse d'écoute impossible",
    "Le serveur ne peut pas écouter sur {adresse}, port {port} : {raison}.",
    "Arrêtez le programme qui occupe ce port, ou changez `BOUCLE_PORT` ou `BOUCLE_ADRESSE`.",
)
MANDATAIRE_INVALIDE = _req(
    "REQ-041",
    503,
    "Mandataire illisible",
    "BOUCLE_MANDATAIRES nomme « {lu} », qui n'est ni une adresse ni un réseau.",
    "Donnez des adresses ou des réseaux, comme `127.0.0.1, 10.1.0.0/16`.",
)
REQUETE_ILLISIBLE = _req(
    "REQ-030",
    400,
    "Requête HTTP illisible",
    "La requête n'est pas du HTTP/1.1 qui se lise sans doute possible.",
    "Corrigez le client, ou le mandataire placé devant le serveur.",
)
LONGUEUR_AMBIGUE = _req(
    "REQ-031",
    400,
    "Longueur annoncée deux fois",
    "La requête porte à la fois Content-Length et Transfer-Encoding : sa fin ne peut pas être "
    "connue avec certitude.",
    "N'envoyez que l'un des deux en-têtes.",
    source="RFC 9112, §6.1",
)
HOTE_INVALIDE = _req(
    "REQ-039",
    400,
    "En-tête Host qui n'est pas un hôte",
    "L'en-tête Host vaut {lu} ; attendu : un nom d'hôte, et son port s'il n'est pas celui d'usage.",
    "Appelez le serveur par son nom ; un mandataire doit passer l'en-tête Host tel quel.",
    source="RFC 9110, §7.2",
)
URL_TROP_LONGUE = _req(
    "REQ-032",
    414,
    "Adresse trop longue",
    "L'adresse de la requête dépasse {octets_max} octets.",
    "Raccourcissez le filtre ou la sélection, ou demandez par plus petites parts.",
)
ENTETES_TROP_GRANDS = _req(
    "REQ-033",
    431,
    "En-têtes trop grands",
    "Les en-têtes de la requête dépassent {octets_max} octets.",
    "Envoyez moins d'en-têtes, ou de plus courts.",
)
REQUETE_TROP_LENTE = _req(
    "REQ-035",
    408,
    "Requête trop lente",
    "Les en-têtes de la requête ne sont pas arrivés en entier en {delai_s} secondes.",
    "Envoyez la requête d'un seul tenant.",
    passager=True,
)
TROP_DE_CONNEXIONS = _req(
    "REQ-034",
    503,
    "Trop de connexions",
    "Trop de connexions sont ouvertes, en tout ou depuis votre adresse.",
    "Fermez les connexions dont vous ne vous servez pas, gardez-en peu, et réessayez.",
    passager=True,
)
CADENCE_INVALIDE = _req(
    "REQ-042",
    503,
    "Cadence illisible",
    "{variable} vaut « {lu} » ; attendu : un nombre de requêtes et une durée en secondes.",
    "Écrivez par exemple `600/60`, ou `0` pour ne pas limiter.",
)
TROP_DE_REQUETES = _req(
    "REQ-036",
    429,
    "Trop de requêtes",
    "Votre clé ou votre adresse envoie trop de requêtes ; réessayez dans {delai_s} secondes.",
    "Attendez la durée de l'en-tête `Retry-After`, et suivez ce que `RateLimit` dit qu'il reste.",
    passager=True,
)
TROP_D_ECHECS = _req(
    "REQ-037",
    429,
    "Trop de clés refusées",
    "Trop de clés refusées pour cette clé ou cette adresse ; réessayez dans {delai_s} secondes.",
    "Corrigez `x-apikey` et `Ocp-Apim-Subscription-Key` : des clés justes passent aussitôt.",
    passager=True,
)
TROP_D_IMPORTS = _req(
    "REQ-038",
    429,
    "Trop d'imports demandés",
    "Cette clé demande trop d'imports ; le prochain est possible dans {delai_s} secondes.",
    "Attendez la durée de l'en-tête `Retry-After`, ou groupez les écritures en moins de fichiers.",
    passager=True,
)
ORIGINE_INVALIDE = _req(
    "REQ-043",
    503,
    "Origine illisible",
    "BOUCLE_CORS_ORIGINS nomme « {lu} », qui n'est pas une origine.",
    "Donnez des origines entières, comme `https://portail.cabinet.fr`, ou `*` pour toutes.",
)
