package io.mqttspec.sample;

import android.os.Handler;
import android.os.Looper;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;

/** Android's main thread as a place where Rx delivers. */
final class MainThread {

  private MainThread() {}

  static Scheduler scheduler() {
    return Schedulers.from(new Handler(Looper.getMainLooper())::post);
  }
}
