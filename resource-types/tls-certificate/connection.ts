/** File and snippets of a certificate, filled in where the recipient reads them; what names a missing field is left out. */
export const connection = {
  file: { name: "certificate.pem", template: "{certificate}" },
  snippets: [
    {
      id: "openssl",
      title: "openssl",
      template:
        "# What the certificate says, and whether the chain holds.\nopenssl x509 -in certificate.pem -noout -subject -dates -ext subjectAltName\nopenssl verify -CAfile root.pem -untrusted certificate.pem certificate.pem",
    },
    {
      id: "nginx",
      title: "nginx",
      template:
        "server {{\n  listen 443 ssl;\n  server_name {dnsNames};\n  ssl_certificate /etc/ssl/certificate.pem;\n  ssl_certificate_key /etc/ssl/private.key;\n}}",
    },
    {
      id: "node",
      title: "Node",
      template:
        'import {{ readFileSync }} from "node:fs";\nimport {{ createServer }} from "node:https";\n\nconst cert = readFileSync("certificate.pem");\nconst key = readFileSync("private.key");\ncreateServer({{ cert, key }}).listen(443);',
    },
    {
      id: "pkcs12",
      title: "PKCS#12",
      template:
        "# Reads the password from the terminal.\nprintf %s {pkcs12|shell} | base64 -d > certificate.p12\nopenssl pkcs12 -in certificate.p12 -info -nokeys",
    },
  ],
} as const;
