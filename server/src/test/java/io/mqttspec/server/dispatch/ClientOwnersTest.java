package io.mqttspec.server.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mqttspec.server.hook.Client;
import io.mqttspec.server.policy.Identity;
import io.mqttspec.server.storage.DataFolder;
import io.mqttspec.server.storage.Journal;
import io.mqttspec.server.testing.MutableClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To whom a client id belongs, and until when. */
class ClientOwnersTest {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ClientOwners owners = new ClientOwners(clock, Optional.empty());

  private static Client client(String user, Map<String, Object> metadata) {
    Client client = new Client(new Identity(user, "id"), Optional.empty(), Optional.empty(), "");
    client.metadata().putAll(metadata);
    return client;
  }

  private static Client client(String user) {
    return client(user, Map.of());
  }

  @Test
  void clientId_isItsUsers_aWhileLongerThanItsSession() {
    owners.take(client("ann"));
    assertThat(owners.isFreeFor("id", "ann", true)).isTrue();
    assertThat(owners.isFreeFor("id", "bob", true)).isFalse();
    assertThat(owners.isFreeFor("id", "", false)).isFalse();

    owners.left("id");
    assertThat(owners.isFreeFor("id", "bob", false)).isFalse();
    clock.advance(ClientOwners.AFTERWARDS);
    assertThat(owners.isFreeFor("id", "bob", true)).isFalse();
    assertThat(owners.isFreeFor("id", "bob", false)).isTrue();
  }

  @Test
  void userWithoutAName_isAUserLikeAnother() {
    owners.take(client(""));

    assertThat(owners.isFreeFor("id", "", true)).isTrue();
    assertThat(owners.isFreeFor("id", "ann", true)).isFalse();
  }

  @Test
  void sessionThatIsFoundEnded_freesUnlessItsUserIsBack() {
    owners.take(client("ann"));
    owners.left("id");
    long seen = owners.connection("id");
    owners.take(client("ann"));
    owners.left("id");
    clock.advance(ClientOwners.AFTERWARDS);

    owners.free("id", seen);
    assertThat(owners.clientIds()).containsExactly("id");

    owners.free("id", owners.connection("id"));
    assertThat(owners.clientIds()).isEmpty();
  }

  @Test
  void sessionThatHasJustEnded_isNotFreedYet() {
    owners.take(client("ann"));
    owners.left("id");

    owners.free("id", owners.connection("id"));

    assertThat(owners.isFreeFor("id", "bob", false)).isFalse();
  }

  @Test
  void metadata_areComparedWithoutWhatIsOfOneToken() {
    owners.take(client("ann", Map.of("role", "a", "exp", 1L, "iat", 1L, "nbf", 1L, "jti", "x")));

    assertThat(owners.isOtherThanBefore(client("ann", Map.of("role", "a", "exp", 2L)))).isFalse();
    assertThat(owners.isOtherThanBefore(client("ann", Map.of("role", "b")))).isTrue();
    assertThat(owners.isOtherThanBefore(client("ann"))).isTrue();
  }

  @Test
  void keptOwners_keepTheirClientIds_andAreLookedAtAnew(@TempDir Path folder) {
    try (DataFolder kept = DataFolder.take(folder);
        Journal journal = kept.journal("users")) {
      ClientOwners earlier = new ClientOwners(clock, Optional.of(journal));
      earlier.take(client("ann"));
      earlier.left("id");
    }

    try (DataFolder kept = DataFolder.take(folder);
        Journal journal = kept.journal("users")) {
      ClientOwners later = new ClientOwners(clock, Optional.of(journal));

      assertThat(later.isFreeFor("id", "bob", true)).isFalse();
      assertThat(later.isFreeFor("id", "ann", true)).isTrue();
      assertThat(later.isOtherThanBefore(client("ann"))).isTrue();

      clock.advance(ClientOwners.AFTERWARDS);
      later.free("id", later.connection("id"));
    }

    try (DataFolder kept = DataFolder.take(folder);
        Journal journal = kept.journal("users")) {
      assertThat(new ClientOwners(clock, Optional.of(journal)).clientIds()).isEmpty();
    }
  }
}
