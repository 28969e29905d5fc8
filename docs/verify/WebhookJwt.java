import com.nimbusds.jose.JOSEObjectType; // com.nimbusds:nimbus-jose-jwt
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Date;
import java.util.Set;

public class WebhookJwt {
  private static final Set<String> NEEDED = Set.of("iat", "exp", "jti", "request_body_sha256");

  /** The claims of the header Webhook-JWT; body: the raw bytes. Throws for whatever is not authentic. */
  static JWTClaimsSet verify(JWKSet keys, String token, byte[] body, String issuer, String audience) throws Exception {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("webhook+jwt")));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
    var expected = new JWTClaimsSet.Builder().issuer(issuer).claim("htm", "POST").build();
    processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(audience, expected, NEEDED));
    JWTClaimsSet claims = processor.process(token, null);
    if (claims.getIssueTime().after(new Date(System.currentTimeMillis() + 30_000))) throw new BadJWTException("from the future");
    byte[] hash = hex(MessageDigest.getInstance("SHA-256").digest(body));
    if (!MessageDigest.isEqual(hash, claims.getStringClaim("request_body_sha256").getBytes(StandardCharsets.UTF_8))) {
      throw new BadJWTException("another body");
    }
    return claims;
  }

  private static byte[] hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.UTF_8);
  }

  /** How the tests run it; in a server, call verify. */
  public static void main(String[] args) throws Exception {
    var keys = JWKSet.load(new File(System.getenv("JWKS_FILE")));
    try {
      verify(keys, System.getenv("WEBHOOK_JWT"), System.in.readAllBytes(), System.getenv("ISSUER"), System.getenv("AUDIENCE"));
      System.out.println("verified");
    } catch (Exception refused) {
      System.out.println("refused");
    }
  }
}
