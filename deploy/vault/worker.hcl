# The worker of Latchkey: closes data keys, and cannot open one.
path "transit/encrypt/latchkey" {
  capabilities = ["update"]
}

# Lets it see that it cannot: it refuses to start in production with a token that may decrypt.
path "sys/capabilities-self" {
  capabilities = ["update"]
}
