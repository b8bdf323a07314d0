package io.mqttspec.client.internal.entity;

import com.google.gson.JsonElement;
import io.mqttspec.client.entity.Page;
import io.mqttspec.protocol.query.Options;
import io.reactivex.rxjava3.core.Single;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageWalkTest {

  private static final int PAGES = 100_000;

  /** Pages that are there at once, and so would be read inside one another. */
  private static Single<Page<Integer>> read(Options options) {
    JsonElement cursor = options.cursorForward();
    int number = cursor == null ? 1 : cursor.getAsInt();
    Page.Builder<Integer> page = Page.builder(List.of(number));
    return Single.just(
        (number == PAGES ? page : page.nextCursor(String.valueOf(number + 1))).build());
  }

  @Test
  void manyPages_growNoStack() {
    PageWalk.of(Options.none(), PageWalkTest::read)
        .flatMapIterable(Page::rows)
        .count()
        .test()
        .assertValue((long) PAGES);
  }
}
