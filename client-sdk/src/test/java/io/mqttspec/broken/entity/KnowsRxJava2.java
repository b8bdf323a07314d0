package io.mqttspec.broken.entity;

import io.reactivex.Scheduler;
import io.reactivex.schedulers.Schedulers;

/** Breaks the rule that only the transport knows RxJava 2. */
public final class KnowsRxJava2 {

  final Scheduler scheduler = Schedulers.trampoline();
}
