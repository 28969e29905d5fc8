import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class StandardWebhooks {
  /** body: the raw bytes. True when the secret signed it within the last five minutes. */
  static boolean verify(String secret, String id, String timestamp, String signature, byte[] body, long now) throws Exception {
    if (id.contains(".") || !timestamp.matches("[0-9]{1,15}") || Math.abs(now - Long.parseLong(timestamp)) > 300) return false;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = ("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body))).getBytes(StandardCharsets.UTF_8);
    for (String part : signature.split(" ")) {
      if (MessageDigest.isEqual(expected, part.getBytes(StandardCharsets.UTF_8))) return true;
    }
    return false;
  }

  /** How the tests run it; in a server, call verify. */
  public static void main(String[] args) throws Exception {
    String now = System.getenv().getOrDefault("NOW", String.valueOf(Instant.now().getEpochSecond()));
    boolean ok = verify(System.getenv("WEBHOOK_SECRET"), env("WEBHOOK_ID"), env("WEBHOOK_TIMESTAMP"), env("WEBHOOK_SIGNATURE"),
        System.in.readAllBytes(), Long.parseLong(now));
    System.out.println(ok ? "verified" : "refused");
  }

  private static String env(String name) {
    return System.getenv().getOrDefault(name, "");
  }
}
