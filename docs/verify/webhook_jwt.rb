require "digest"
require "json"
require "jwt" # gem install jwt
require "openssl"

# The claims of the header Webhook-JWT. jwks: the parsed JWKS; body: the raw bytes. Raises JWT::DecodeError for whatever is not authentic.
def verify(jwks, token, body, issuer, audience)
  on_curve = jwks["keys"].select { |key| key["crv"] == "P-256" }
  expected = { algorithms: ["ES256"], jwks: { keys: on_curve }, iss: issuer, verify_iss: true, aud: audience, verify_aud: true, leeway: 30 }
  required = %w[iat exp jti htm request_body_sha256]
  claims, header = JWT.decode(token, nil, true, expected.merge(required_claims: required, verify_iat: true))
  same_body = OpenSSL.secure_compare(claims["request_body_sha256"], Digest::SHA256.hexdigest(body))
  raise JWT::DecodeError, "made for another request" unless same_body && claims["htm"] == "POST" && header["typ"] == "webhook+jwt"
  claims
end

# How the tests run it; in a server, call verify.
begin
  jwks = JSON.parse(File.read(ENV.fetch("JWKS_FILE")))
  verify(jwks, ENV.fetch("WEBHOOK_JWT"), $stdin.binmode.read, ENV.fetch("ISSUER"), ENV.fetch("AUDIENCE"))
  puts "verified"
rescue JWT::DecodeError
  puts "refused"
end
