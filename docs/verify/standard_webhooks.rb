require "base64"
require "openssl"

# body: the raw bytes (request.body.read). True when the secret signed it within the last five minutes.
def verify(secret, headers, body, now = Time.now.to_i)
  id, timestamp, signature = headers.values_at("webhook-id", "webhook-timestamp", "webhook-signature")
  return false if id.include?(".") || !timestamp.match?(/\A[0-9]{1,15}\z/) || (now - timestamp.to_i).abs > 300
  key = Base64.strict_decode64(secret.delete_prefix("whsec_"))
  expected = "v1," + Base64.strict_encode64(OpenSSL::HMAC.digest("SHA256", key, "#{id}.#{timestamp}.".b + body.b))
  signature.split(" ").any? { |part| OpenSSL.secure_compare(part, expected) }
end

# How the tests run it; in a server, call verify.
names = %w[webhook-id webhook-timestamp webhook-signature]
headers = names.to_h { |name| [name, ENV.fetch(name.upcase.tr("-", "_"), "")] }
puts verify(ENV.fetch("WEBHOOK_SECRET"), headers, $stdin.binmode.read, ENV.fetch("NOW", Time.now.to_i).to_i) ? "verified" : "refused"
