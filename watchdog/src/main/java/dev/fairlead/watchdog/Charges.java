package dev.fairlead.watchdog;

import dev.fairlead.watchdog.link.Message;
import dev.fairlead.watchdog.process.Adoption;
import dev.fairlead.watchdog.process.Configuration;
import dev.fairlead.watchdog.process.Hello;
import dev.fairlead.watchdog.process.NodeProcess;
import dev.fairlead.watchdog.process.Origin;
import dev.fairlead.watchdog.socket.HeldSocket;
import dev.fairlead.watchdog.socket.HeldSockets;
import dev.fairlead.watchdog.socket.Notify;
import dev.fairlead.watchdog.socket.SocketRequest;
import dev.fairlead.watchdog.succession.Directive.Order;
import dev.fairlead.watchdog.succession.Succession;
import dev.fairlead.watchdog.succession.Terms;
import dev.fairlead.watchdog.succession.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All processes there are, the sockets they share and the configuration they are started with. Used
 * by the supervising thread.
 */
final class Charges implements AutoCloseable {
  private final List<String> command;
  private final HeldSockets held;
  private final Notify notify;
  private final Configuration configuration;
  private final Map<Integer, Charge> byId = new HashMap<>();
  private @Nullable Hello lastHello;

  Charges(List<String> command, HeldSockets held, Notify notify) {
    this.command = List.copyOf(command);
    this.held = held;
    this.notify = notify;
    this.configuration = Configuration.of(command);
  }

  /**
   * Starts a process.
   *
   * @param incident the one under way; empty for none
   */
  Charge spawn(int id, Terms terms, String incident, NodeProcess.Listener listener)
      throws IOException {
    Path data = lastHello == null ? null : lastHello.data();
    Configuration.Choice choice = configuration.choose(terms.goodConfig(), data);
    Message welcome = Message.of("welcome").with("role", "spare").with("incident", incident);
    if (choice.copy() && data != null) {
      welcome = welcome.with("config", Configuration.copyIn(data).toString());
    }
    if (!terms.quarantine().isEmpty()) {
      welcome = welcome.with("quarantine", String.join(",", terms.quarantine()));
    }
    Origin origin = Origin.of(command);
    NodeProcess process = NodeProcess.start(id, command, welcome, listener);
    Charge charge = new Charge(process, origin, choice);
    byId.put(id, charge);
    return charge;
  }

  /** Takes over an orphan and its sockets. */
  Charge adopt(Adoption.Found found) {
    Configuration.Choice unknown = new Configuration.Choice("", false);
    Charge charge = new Charge(found.process(), new Origin(List.of()), unknown);
    byId.put(Succession.ORPHAN, charge);
    heard(charge, found.hello());
    for (Message message : found.held()) {
      charge.claimed.add(held.adopt(message));
    }
    return charge;
  }

  void heard(Charge charge, Hello hello) {
    charge.hello = hello;
    lastHello = hello;
    configuration.load(hello.data());
  }

  /** What the last process said about itself: where its files are does not change. */
  @Nullable Hello lastHello() {
    return lastHello;
  }

  /** The answer to a request for a socket. */
  Message bind(Charge charge, Message request) {
    String name = request.value("name", "");
    try {
      HeldSocket socket = held.obtain(SocketRequest.of(request), charge.claimed);
      notify.store(socket);
      return socket.answer();
    } catch (IOException | IllegalArgumentException refused) {
      return Message.of("refused")
          .with("name", name)
          .with("why", Objects.requireNonNullElse(refused.getMessage(), refused.toString()));
    }
  }

  /** Lets go of the sockets that nobody uses any more. */
  void closeUnclaimed() {
    Set<HeldSocket> claimed = new HashSet<>();
    byId.values().forEach(charge -> claimed.addAll(charge.claimed));
    held.all().stream().filter(socket -> !claimed.contains(socket)).forEach(notify::forget);
    held.retainOnly(claimed);
  }

  /** What a process left in its ledger. */
  Traces traces(Charge charge) {
    return charge.traces(configuration.isNew(charge.configuration));
  }

  /** The configuration file as it is compared. */
  Configuration configuration() {
    return configuration;
  }

  /** The command line of the node. */
  List<String> command() {
    return command;
  }

  /** Gives an order; one that cannot be given is to a process that ends or hangs. */
  void tell(int id, Order order) throws IOException {
    Charge charge = byId.get(id);
    if (charge != null) {
      charge.process.send(Message.of(order.name().toLowerCase(Locale.ROOT)));
    }
  }

  @Nullable Charge get(int id) {
    return byId.get(id);
  }

  @Nullable Charge remove(int id) {
    return byId.remove(id);
  }

  Collection<Charge> all() {
    return List.copyOf(byId.values());
  }

  /** All sockets, whoever uses them. */
  List<HeldSocket> sockets() {
    return held.all();
  }

  /** Closes the sockets and removes their files: nobody is left who uses them. */
  @Override
  public void close() {
    held.close();
  }

  /** Process id of one that is there, -1 of another. */
  long pid(int id) {
    Charge charge = byId.get(id);
    return charge == null ? -1 : charge.pid();
  }
}
