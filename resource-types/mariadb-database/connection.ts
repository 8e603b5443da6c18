/** Connection string and snippets of a database credential, filled in where the recipient reads them. */
export const connection = {
  url: "mariadb://{username|uri}:{password|uri}@{host}:{port}/{database|uri}",
  snippets: [
    {
      id: "mariadb",
      title: "mariadb",
      // The password stays out of the process list, which an option on the command line would not.
      template:
        "# TLS: {tls}\nMYSQL_PWD={password|shell} \\\n  mariadb --host {host|shell} --port {port} \\\n  --user {username|shell} {database|shell}",
    },
    {
      id: "env",
      title: ".env",
      template:
        "DATABASE_URL={url|json}\nDATABASE_TLS={tls|json}\nDATABASE_HOST={host|json}\nDATABASE_PORT={port}\nDATABASE_NAME={database|json}\nDATABASE_USER={username|json}\nDATABASE_PASSWORD={password|json}",
    },
    {
      id: "node",
      title: "Node",
      template:
        'import {{ createPool }} from "mariadb";\n\nconst pool = createPool({{\n  host: process.env.DATABASE_HOST,\n  port: Number(process.env.DATABASE_PORT),\n  user: process.env.DATABASE_USER,\n  password: process.env.DATABASE_PASSWORD,\n  database: process.env.DATABASE_NAME,\n  ssl: process.env.DATABASE_TLS === "verify-full" || {{ rejectUnauthorized: false }},\n}});',
    },
    {
      id: "python",
      title: "Python",
      template:
        'import os\nimport mariadb\n\nconnection = mariadb.connect(\n    host=os.environ["DATABASE_HOST"],\n    port=int(os.environ["DATABASE_PORT"]),\n    user=os.environ["DATABASE_USER"],\n    password=os.environ["DATABASE_PASSWORD"],\n    database=os.environ["DATABASE_NAME"],\n    ssl=os.environ["DATABASE_TLS"] != "disable",\n    ssl_verify_cert=os.environ["DATABASE_TLS"] == "verify-full",\n)',
    },
  ],
} as const;
