package io.mqttspec.demo.replay;

import io.mqttspec.client.entity.Change;
import io.mqttspec.demo.data.SensorReading;
import io.reactivex.rxjava3.core.Flowable;

/**
 * What lies between the SDK and a dashboard: nothing, unless somebody wants to see that the demo
 * notices when events are lost or spoilt.
 */
@FunctionalInterface
public interface Wire {

  /** All events pass as they are. */
  Wire INTACT = (dashboard, events) -> events;

  /**
   * The events as they come out on the dashboard's side.
   *
   * @param dashboard name of the dashboard
   * @param events as they come from the SDK
   */
  Flowable<Change<SensorReading>> carry(String dashboard, Flowable<Change<SensorReading>> events);
}
