/** The OIDC client id of the command line; a token issued to it acts over the channel `cli`. */
export const cliClientId = "latchkey-cli";
