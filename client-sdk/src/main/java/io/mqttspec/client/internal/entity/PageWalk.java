package io.mqttspec.client.internal.entity;

import com.google.gson.JsonPrimitive;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.exception.UnreadableAnswerException;
import io.mqttspec.protocol.query.Options;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.reactivex.rxjava3.processors.UnicastProcessor;

/** Reads page after page, each with the cursor that the one before it has given. */
final class PageWalk {

  private PageWalk() {}

  /**
   * Walks forward to the last page.
   *
   * @param options what to read, from where, and how many rows at a time
   * @param read reads one page
   * @param <T> the class of a row
   * @return cold; reads the first page when subscribed to, and each other one when the page before
   *     it has been taken
   * @throws IllegalArgumentException if the options have no such walk
   */
  static <T> Flowable<Page<T>> of(Options options, Function<Options, Single<Page<T>>> read) {
    if (options.offset() != null || options.cursorBackward() != null) {
      throw new IllegalArgumentException(
          "All rows are read forward by cursor: an offset or an end has no meaning for that.");
    }
    if (options.limit() != null && options.limit() == 0) {
      throw new IllegalArgumentException("Pages of 0 rows lead nowhere.");
    }
    // The total tells whether all is read where the server has no cursor for more.
    Options first =
        options.cursorForward() == null ? options.toBuilder().total(true).build() : options;
    return Flowable.defer(
        () -> {
          // Fed by its own outcome: to nest each page's Flowable in that of the page before would
          // grow a chain as long as the walk.
          FlowableProcessor<Options> steps = UnicastProcessor.create();
          steps.onNext(first);
          return steps
              .concatMapSingle(
                  step ->
                      step.cursorForward() == null
                          ? read.apply(step).doOnSuccess(PageWalk::requireCursorOrEnd)
                          : read.apply(step),
                  1)
              .doOnNext(
                  page -> {
                    if (page.nextCursor().isPresent()) {
                      steps.onNext(behind(options, page.nextCursor().get()));
                    } else {
                      steps.onComplete();
                    }
                  });
        });
  }

  private static Options behind(Options options, String cursor) {
    return options.toBuilder().total(false).cursorForward(new JsonPrimitive(cursor)).build();
  }

  private static void requireCursorOrEnd(Page<?> page) {
    int rows = page.rows().size();
    boolean isFull = page.limit().orElse(rows) == rows;
    if (!page.nextCursor().isPresent() && isFull && page.total().orElse(rows) > rows) {
      throw new UnreadableAnswerException(
          "There are "
              + page.total().getAsLong()
              + " rows, and no cursor leads to those behind the first "
              + rows
              + ": the entity has no key, or the server has no cursors.",
          null);
    }
  }
}
