package dev.fairlead.catalog.model;

import dev.fairlead.catalog.model.UpstreamTls.Mode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the keys {@code proxy_protocol} and {@code tls} of a policy. Pure. */
final class GreetingParser {
  /** The key whose absence means that instances are spoken to in clear. */
  static final String TLS = "tls";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");

  private GreetingParser() {}

  /**
   * {@code greeting} with {@code key} changed.
   *
   * @throws IllegalArgumentException saying what is wrong with {@code value}
   */
  static Greeting changed(Greeting greeting, String key, JsonNode value) {
    return key.equals(TLS)
        ? greeting.with(tls(value))
        : greeting.with(PolicyParser.choice(ProxyProtocol.class, value));
  }

  private static UpstreamTls tls(JsonNode value) {
    if (!value.isObject()) {
      throw new IllegalArgumentException("write {\"name\": …, \"ca\": …}");
    }
    String name = "";
    String ca = "";
    boolean verify = true;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode each = entry.getValue();
      switch (entry.getKey()) {
        case "name" -> name = name(each);
        case "ca" -> ca = authorities(each);
        case "verify" -> verify = verify(each);
        default -> throw new IllegalArgumentException("'" + entry.getKey() + "' is not known");
      }
    }
    if (verify && name.isEmpty()) {
      throw new IllegalArgumentException("'name' is missing, which instances must prove");
    }
    if (!verify && !ca.isEmpty()) {
      throw new IllegalArgumentException("'ca' is of no use where nothing is verified");
    }
    return new UpstreamTls(verify ? Mode.VERIFIED : Mode.UNVERIFIED, name, ca);
  }

  private static String name(JsonNode value) {
    if (!value.isString() || !NAME.matcher(value.asString()).matches()) {
      throw new IllegalArgumentException("'name' is no DNS name");
    }
    return value.asString();
  }

  private static boolean verify(JsonNode value) {
    if (!value.isBoolean()) {
      throw new IllegalArgumentException("'verify' is neither true nor false");
    }
    return value.asBoolean();
  }

  private static String authorities(JsonNode value) {
    String pem = value.isString() ? value.asString() : "";
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      if (!CertificateFactory.getInstance("X.509").generateCertificates(bytes).isEmpty()) {
        return pem;
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException("'ca' holds no PEM certificate", e);
    }
    throw new IllegalArgumentException("'ca' holds no PEM certificate");
  }
}
