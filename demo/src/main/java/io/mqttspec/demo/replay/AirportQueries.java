package io.mqttspec.demo.replay;

import io.mqttspec.client.entity.Entity;
import io.mqttspec.client.entity.Page;
import io.mqttspec.client.query.Field;
import io.mqttspec.client.query.Query;
import io.mqttspec.client.query.TextField;
import io.mqttspec.demo.data.Airport;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Somebody who asks about airports while the devices write. */
final class AirportQueries {

  private record Question(String words, Single<String> answer) {}

  private static final TextField STATE = Field.text("state");
  private static final TextField NAME = Field.text("name");
  private static final Field<BigDecimal> LATITUDE = Field.number("latitude");

  private final List<Question> questions;
  private final Progress progress;

  AirportQueries(Entity<Airport> airports, Progress progress) {
    this.progress = progress;
    questions =
        List.of(
            new Question(
                "airport SEA",
                airports
                    .read("SEA")
                    .map(airport -> airport.name() + ", " + airport.city() + " " + airport.state())
                    .defaultIfEmpty("there is none")),
            new Question(
                "state eq AK, by name, limit 3",
                airports
                    .read(Query.where(STATE.eq("AK")).orderBy(NAME.asc()).limit(3))
                    .map(AirportQueries::describe)),
            new Question(
                "name contains \"harbor\", limit 2",
                airports
                    .read(Query.where(NAME.contains("harbor")).limit(2))
                    .map(AirportQueries::describe)),
            new Question(
                "latitude gte 60, counted",
                airports
                    .read(Query.where(LATITUDE.gte(new BigDecimal("60"))).limit(0))
                    .map(AirportQueries::describe)));
  }

  private static String describe(Page<Airport> page) {
    String names =
        page.rows().stream().map(Airport::name).collect(Collectors.joining(", ", ": ", ""));
    return page.total().orElse(0) + " in all" + (page.rows().isEmpty() ? "" : names);
  }

  /** Asks all questions once, and again and again until {@code enough}. */
  Completable run(BooleanSupplier enough) {
    Completable again =
        round(false)
            .delaySubscription(200, TimeUnit.MILLISECONDS)
            .repeatUntil(enough::getAsBoolean);
    return round(true).andThen(again);
  }

  private Completable round(boolean isFirst) {
    return Flowable.fromIterable(questions)
        .concatMapCompletable(question -> ask(question, isFirst));
  }

  private Completable ask(Question question, boolean isFirst) {
    return question
        .answer()
        .timeInterval(TimeUnit.MICROSECONDS)
        .doOnSuccess(
            timed -> {
              double millis = timed.time() / 1e3;
              progress.answer(question.words(), new Progress.Answer(timed.value(), millis));
              if (isFirst) {
                progress.say(
                    String.format(
                        Locale.ROOT,
                        "  asked: %s -> %s (%.0f ms)",
                        question.words(),
                        timed.value(),
                        millis));
              }
            })
        .ignoreElement();
  }
}
