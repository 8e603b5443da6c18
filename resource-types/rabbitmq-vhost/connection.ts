/** Connection string and snippets of a queue credential, filled in where the recipient reads them. */
export const connection = {
  url: "{scheme}://{username|uri}:{password|uri}@{host}:{port}/{vhost|uri}",
  snippets: [
    { id: "env", title: ".env", template: "AMQP_URL={url|json}" },
    {
      id: "node",
      title: "Node",
      template:
        'import {{ Connection }} from "rabbitmq-client";\n\nconst rabbit = new Connection(process.env.AMQP_URL);\nconst publisher = rabbit.createPublisher({{ confirm: true, queues: [{{ queue: "orders", durable: true }}] }});\nawait publisher.send("orders", {{ id: 1 }});',
    },
    {
      id: "python",
      title: "Python",
      template:
        'import os\nimport pika\n\nconnection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))\nchannel = connection.channel()\nchannel.queue_declare("orders", durable=True)\nchannel.basic_publish("", "orders", b"hello")',
    },
    {
      id: "spring",
      title: "Spring Boot",
      template:
        "spring.rabbitmq.host={host}\nspring.rabbitmq.port={port}\nspring.rabbitmq.virtual-host={vhost}\nspring.rabbitmq.username={username}\nspring.rabbitmq.password={password}",
    },
  ],
} as const;
