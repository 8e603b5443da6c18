/** Connection string and snippets of a cache credential, filled in where the recipient reads them. */
export const connection = {
  url: "{scheme}://{username|uri}:{password|uri}@{host}:{port}/0",
  snippets: [
    {
      id: "redis-cli",
      title: "redis-cli",
      // The password stays out of the process list, which a connection string on the command line would not.
      template:
        "REDISCLI_AUTH={password|shell} \\\n  redis-cli -u {scheme}://{host}:{port} --user {username|shell} \\\n  SET {keyPrefix|shell}greeting hello EX 60",
    },
    { id: "env", title: ".env", template: "REDIS_URL={url|json}\nREDIS_KEY_PREFIX={keyPrefix|json}" },
    {
      id: "node",
      title: "Node",
      // The ready check asks INFO, which tells of other tenants and is therefore not permitted.
      template:
        'import {{ Redis }} from "ioredis";\n\nconst redis = new Redis(process.env.REDIS_URL, {{\n  keyPrefix: process.env.REDIS_KEY_PREFIX,\n  enableReadyCheck: false,\n}});',
    },
    {
      id: "python",
      title: "Python",
      template:
        'import os\nimport redis\n\nclient = redis.Redis.from_url(os.environ["REDIS_URL"])\nclient.set(os.environ["REDIS_KEY_PREFIX"] + "greeting", "hello", ex=60)',
    },
  ],
} as const;
