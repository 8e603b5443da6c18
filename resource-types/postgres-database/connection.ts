/** Connection string and snippets of a database credential, filled in where the recipient reads them. */
export const connection = {
  url: "postgresql://{username|uri}:{password|uri}@{host}:{port}/{database|uri}?sslmode={sslmode|uri}",
  snippets: [
    {
      id: "psql",
      title: "psql",
      // The password stays out of the process list, which a connection string on the command line would not.
      template:
        "PGPASSWORD={password|shell} PGSSLMODE={sslmode|shell} \\\n  psql --host {host|shell} --port {port} \\\n  --username {username|shell} --dbname {database|shell}",
    },
    { id: "env", title: ".env", template: "DATABASE_URL={url|json}" },
    {
      id: "node",
      title: "Node",
      template: 'import pg from "pg";\n\nconst pool = new pg.Pool({{ connectionString: process.env.DATABASE_URL }});',
    },
    {
      id: "python",
      title: "Python",
      template: 'import os\nimport psycopg\n\nconnection = psycopg.connect(os.environ["DATABASE_URL"])',
    },
  ],
} as const;
