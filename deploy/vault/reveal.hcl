# The reveal process of Latchkey: opens data keys, and closes none.
path "transit/decrypt/latchkey" {
  capabilities = ["update"]
}
