package dev.fairlead.proxy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fairlead.catalog.options.Networks;
import dev.fairlead.proxy.config.Settings.Bind;
import dev.fairlead.proxy.config.Settings.Protocol;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsReaderTest {
  private static final String REGION = "[node]\nregion = \"waw\"\n";

  @TempDir Path folder;

  @Test
  void regionAloneIsAWholeConfiguration() throws Exception {
    Settings settings = read(REGION);
    assertEquals("waw", settings.node().region());
    assertFalse(settings.node().name().isEmpty());
    assertEquals(Path.of("/var/lib/fairlead"), settings.node().data());
    assertEquals(Path.of("/var/lib/fairlead/control.sock"), settings.control().socket());
    assertEquals(new Bind("127.0.0.1", 7400), settings.admin().bind());
    assertEquals(new Bind("127.0.0.1", 7401), settings.gossip().bind());
    assertEquals(new Bind("127.0.0.1", 7402), settings.backhaul().bind());
    assertEquals(256L << 20, settings.catalog().maxBytes());
    assertEquals(Duration.ofMillis(500), settings.watchdog().deadline());
    assertEquals(List.of(), settings.listeners());
  }

  @Test
  void everyKeyOfAFullFileReachesTheSettings() throws Exception {
    Settings settings =
        read(
            """
            [node]
            name = "waw-1"
            region = "waw"
            data = "data"
            max_connections = 9
            [admin]
            bind = "[::1]:0"
            token = "${TOKEN}"
            [gossip]
            join = ["10.0.0.1:7401", "[2001:db8::1]:7401"]
            profile = "local"
            [catalog]
            idle = "2m"
            [catalog.distance]
            ams = "24ms"
            [[listen]]
            name = "web"
            bind = "0.0.0.0:8080"
            [[listen]]
            name = "many"
            bind = "127.0.0.1:9000-9002"
            protocol = "tcp"
            max_connections = 7
            max_connections_per_source = 0
            proxy_protocol = { from = ["10.0.0.0/8", "${NET}"], deadline = "1s" }
            [log]
            format = "json"
            access = "access.log"
            """);
    assertEquals(folder.resolve("data"), settings.node().data());
    assertEquals("s3cret", settings.admin().token());
    assertEquals(new Bind("::1", 0), settings.admin().bind());
    assertEquals("[2001:db8::1]:7401", settings.gossip().join().get(1).toString());
    assertEquals(Map.of("ams", Duration.ofMillis(24)), settings.catalog().distances());
    assertEquals(
        List.of("web", "many:9000", "many:9001", "many:9002"),
        settings.listeners().stream().map(Settings.Listen::name).toList());
    Settings.Listen many = settings.listeners().getLast();
    assertEquals(Protocol.TCP, many.protocol());
    assertEquals(new ConnectionLimits(7, 0), many.limits());
    assertEquals(
        new ProxyHeaders(
            Networks.parse(List.of("10.0.0.0/8", "2001:db8::/32")), Duration.ofSeconds(1)),
        many.proxyProtocol());
    assertEquals(ConnectionLimits.DEFAULT, settings.listeners().getFirst().limits());
    assertNull(settings.listeners().getFirst().proxyProtocol());
    assertEquals(9, settings.node().maxConnections());
    assertTrue(settings.log().json());
    assertEquals(folder.resolve("data/access.log").toString(), settings.log().access());
    assertFalse(settings.toString().contains("s3cret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[catalog]@max_byte = \"1MiB\" | :4: catalog.max_byte: unknown key; did you mean max_bytes?",
        "[catalg]@idle = \"1h\" | :3: catalg: unknown section; did you mean [catalog]?",
        "[node.x]@a = 1 | :3: node.x: unknown key",
        "[admin]@region = \"x\" | :4: admin.region: unknown key; did you mean node.region?",
        "[admin]@bind = \"127.0.0.1\" | :4: admin.bind: '127.0.0.1' is not ip:port",
        "[admin]@bind = \"localhost:1\" | :4: admin.bind: 'localhost:1' does not begin with an IP"
            + " address",
        "[admin]@bind = \"::1:80\" | :4: admin.bind: '::1:80': an IPv6 address needs brackets, like"
            + " [::]:80",
        "[admin]@bind = \"127.0.0.1:70000\" | :4: admin.bind: '127.0.0.1:70000': ports end at 65535",
        "[admin]@bind = 7400 | :4: admin.bind: expected text in quotes, found the number 7400",
        "[admin]@bind = \"10.0.0.1:7400\" | :4: admin.bind: beyond loopback it needs admin.token or"
            + " admin.token_file",
        "[admin]@token = \"${NOPE}\" | :4: admin.token: environment variable NOPE is not set",
        "[admin]@token_file = \"none\" | :4: admin.token_file: no such file: DIR/none",
        "[catalog]@idle = \"1 h\" | :4: catalog.idle: '1 h' is not a duration; write 250ms, 5s, 2m"
            + " or 1h",
        "[catalog]@max_bytes = \"64KB\" | :4: catalog.max_bytes: '64KB' is not a size; write 64KiB,"
            + " 256MiB or 1GiB",
        "[catalog]@scope = \"world\" | :4: catalog.scope: not available yet: instances of other"
            + " regions are not held in detail",
        "[feed]@source = \"corrosion\" | :4: feed.source: not available yet: a Corrosion agent"
            + " cannot be the change feed",
        "[watchdog]@deadline = \"50ms\" | :4: watchdog.deadline: must be longer than"
            + " watchdog.interval",
        "[[listen]]@bind = \"127.0.0.1:1\"@protocol = \"udp\" | :5: listen.protocol: not available"
            + " yet: datagrams are not routed",
        "[[listen]]@name = \"x\" | :3: listen.bind: required: where clients connect.",
        "[[listen]]@bind = \"127.0.0.1:1\"@protocol = \"htp\" | :5: listen.protocol: 'htp' is not"
            + " one of http, https, tcp, tls, udp",
        "[[listen]]@bind = \"127.0.0.1:9-1\" | :4: listen.bind: '127.0.0.1:9-1': a range goes up,"
            + " and has at most 1000 ports",
        "[[listen]]@bind = \"127.0.0.1:1\"@[[listen]]@bind = \"127.0.0.1:1\"@name=\"b\" | :6:"
            + " listen.bind: another listener binds 127.0.0.1:1",
        "[[listen]]@bind = \"127.0.0.1:1\"@protocol = \"https\" | :5: listen.protocol: https needs"
            + " a [[certificate]]",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = { from = [] }"
            + " | :5: listen.proxy_protocol: from: expected 1 to 1000 networks like \"10.0.0.0/8\"",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = { from = \"10.0.0.0/8\" }"
            + " | :5: listen.proxy_protocol: from: expected 1 to 1000 networks like \"10.0.0.0/8\"",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = { from = [\"lb.test\"] }"
            + " | :5: listen.proxy_protocol: from: 'lb.test' is no network such as 10.0.0.0/8",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = { form = [\"10.0.0.0/8\"] }"
            + " | :5: listen.proxy_protocol: unknown key 'form'; known are from, deadline",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = { from = [\"::1\"], deadline = \"0s\" }"
            + " | :5: listen.proxy_protocol: deadline: must be longer than zero",
        "[[listen]]@bind = \"127.0.0.1:1\"@proxy_protocol = true"
            + " | :5: listen.proxy_protocol: expected a table like { from = […] }, found true",
        "[[listen]]@bind = \"127.0.0.1:1\"@max_connections = -1"
            + " | :5: listen.max_connections: expected a whole number up to 100000000, found the number -1",
        "[[listen]]@bind = \"127.0.0.1:1\"@client_ca = \"c.pem\" | :5: listen.client_ca: only for"
            + " protocol = \"https\"",
        "[[listen]]@bind = \"127.0.0.1:1\"@protocol = \"tls\"@redirect_https = true | :6:"
            + " listen.redirect_https: only for protocol = \"http\"",
        "[[listen]]@bind = \"127.0.0.1:1\"@redirect_https = 0 | :5: listen.redirect_https: expected"
            + " true, false or a port within 1 and 65535, found the number 0",
        "[[listen]]@bind = \"127.0.0.1:1\"@handshake_timeout = \"0s\" | :5:"
            + " listen.handshake_timeout: must be longer than zero",
        "[listen]@bind = \"127.0.0.1:1\" | :3: listen: write it as a section, [[listen]]",
        "[gossip]@bind = \"10.0.0.1:7401\" | :4: gossip.bind: beyond loopback it needs"
            + " cluster.key_file, cluster.ca, cluster.cert, cluster.key",
        "[cluster]@ca = \"ca.pem\" | :4: cluster.ca: cluster.ca, cluster.cert and cluster.key are"
            + " needed together",
        "[[certificate]]@chain = \"c.pem\"@key = \"k.pem\" | :4: certificate.chain: no such file:"
            + " DIR/c.pem",
        "[control]@debug = \"yes\" | :4: control.debug: expected true or false, found text",
        "[gossip]@join = [\"nowhere\"] | :4: gossip.join: 'nowhere' is not ip:port",
      })
  void badFileIsRefusedNamingLineAndKey(String text, String expected) throws IOException {
    String message = refused(REGION + text.replace('@', '\n') + "\n");
    assertEquals(expected.replace("DIR", folder.toString()), message);
  }

  @Test
  void badTomlIsRefusedWithItsLine() throws IOException {
    String message = refused(REGION + "[admin\nbind = 1\n");
    assertTrue(message.startsWith(":3: "), message);
  }

  @Test
  void missingRegionIsRefused() throws IOException {
    assertEquals(
        ": node.region: required: where this node runs; regional rows stay in it.", refused(""));
  }

  @Test
  void everyProblemIsListedInTheOrderOfTheFile() throws IOException {
    String message = refused("[node]\nregion = 5\n[log]\nlevel = \"loud\"\n[foo]\n");
    assertEquals(
        """
        :2: node.region: expected text in quotes, found the number 5
        :4: log.level: 'loud' is not one of error, warn, info, debug, trace
        :5: foo: unknown section\
        """,
        message);
  }

  @Test
  void copyElsewhereMeansThePathsOfItsOriginal() throws Exception {
    Path copy = Files.createDirectory(folder.resolve("elsewhere")).resolve("good.toml");
    Files.writeString(copy, "[node]\nregion = \"waw\"\ndata = \"data\"\n");
    Settings settings = new SettingsReader().readCopy(copy, folder.resolve("f.toml"));
    assertEquals(folder.resolve("data"), settings.node().data());
  }

  @Test
  void missingFileIsOneClearLine() {
    Path file = folder.resolve("absent.toml");
    var e = assertThrows(ConfigException.class, () -> new SettingsReader().read(file));
    assertEquals(file + ": no such file", e.getMessage());
  }

  @Test
  void garbageCertificateIsRefusedNamingTheFile() throws IOException {
    Files.writeString(folder.resolve("c.pem"), "garbage");
    Files.writeString(folder.resolve("k.pem"), "garbage");
    String message = refused(REGION + "[[certificate]]\nchain = \"c.pem\"\nkey = \"k.pem\"\n");
    assertTrue(message.startsWith(":4: certificate.chain: "), message);
    assertTrue(message.endsWith(folder.resolve("c.pem").toString()), message);
  }

  @Test
  void keysOfTlsReachTheSettings() throws Exception {
    certificate("a");
    certificate("ca");
    Settings settings =
        read(
            REGION
                + """
                [[listen]]
                name = "plain"
                bind = "127.0.0.1:80"
                redirect_https = true
                [[listen]]
                name = "other"
                bind = "127.0.0.1:81"
                redirect_https = 8443
                [[listen]]
                name = "secure"
                bind = "127.0.0.1:443"
                protocol = "https"
                handshake_timeout = "3s"
                client_ca = "ca.pem"
                [[certificate]]
                chain = "a.pem"
                key = "a.key"
                client_ca = "ca.pem"
                """);
    List<Settings.Listen> listeners = settings.listeners();
    assertEquals(443, listeners.get(0).redirectHttps());
    assertEquals(8443, listeners.get(1).redirectHttps());
    assertEquals(Duration.ofSeconds(10), listeners.get(1).handshakeTimeout());
    assertEquals(0, listeners.get(2).redirectHttps());
    assertEquals(Duration.ofSeconds(3), listeners.get(2).handshakeTimeout());
    assertEquals(folder.resolve("ca.pem"), listeners.get(2).clientCa());
    assertEquals(folder.resolve("ca.pem"), settings.certificates().getFirst().clientCa());
  }

  @Test
  void oneNameAsksItsClientsForOneThing() throws Exception {
    certificate("a");
    certificate("b");
    String both =
        REGION
            + "[[certificate]]\nchain = \"a.pem\"\nkey = \"a.key\"\n"
            + "[[certificate]]\nchain = \"b.pem\"\nkey = \"b.key\"\n";
    assertEquals(2, read(both).certificates().size());
    assertEquals(
        ":9: certificate.client_ca: another certificate for app.test has another client_ca",
        refused(both + "client_ca = \"a.pem\"\n"));
  }

  private void certificate(String name) throws Exception {
    X509Bundle made =
        new CertificateBuilder()
            .subject("CN=" + name)
            .addSanDnsName("app.test")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(folder.resolve(name + ".pem"), made.getCertificatePathPEM());
    Files.writeString(folder.resolve(name + ".key"), made.getPrivateKeyPEM());
  }

  private Settings read(String text) throws IOException, ConfigException {
    Path file = folder.resolve("fairlead.toml");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return new SettingsReader(Map.of("TOKEN", "s3cret", "NET", "2001:db8::/32")::get).read(file);
  }

  private String refused(String text) throws IOException {
    var e = assertThrows(ConfigException.class, () -> read(text));
    String file = folder.resolve("fairlead.toml").toString();
    return e.getMessage().replace(file, "");
  }
}
