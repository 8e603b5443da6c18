/** Where the making of a further login of a database can be killed, and where its end can. */
export const credentialPoints = {
  making: [
    "run.apply.create-roles.claimed",
    "postgres.after-create-roles",
    "run.apply.create-database.performed",
    "run.apply.deliver.claimed",
    "postgres.after-probe",
    "postgres.after-final-password",
    "run.apply.deliver.performed",
  ],
  ending: [
    "run.apply.revoke.claimed",
    "postgres.after-first-block",
    "postgres.after-positive-control",
    "run.apply.revoke.performed",
  ],
} as const;
