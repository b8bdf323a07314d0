package io.mqttspec.sample;

/**
 * Stands in for the class that Android's tools make from {@code src/main/res}, so that the build
 * needs none of them. Only names: the numbers mean nothing. It is no part of the app.
 */
final class R {

  private R() {}

  static final class id {

    private id() {}

    static final int cancel = 1;
    static final int connection = 2;
    static final int device = 3;
    static final int no_readings = 4;
    static final int notice = 5;
    static final int reading_source = 6;
    static final int reading_temperature = 7;
    static final int readings = 8;
    static final int save = 9;
    static final int temperature = 10;
  }

  static final class integer {

    private integer() {}

    static final int server_port = 11;
  }

  static final class layout {

    private layout() {}

    static final int reading = 12;
    static final int readings = 13;
  }

  static final class string {

    private string() {}

    static final int add = 14;
    static final int added = 15;
    static final int app_mistake = 16;
    static final int app_name = 17;
    static final int busy = 18;
    static final int cancel = 19;
    static final int change = 20;
    static final int changed = 21;
    static final int connected = 22;
    static final int connecting = 23;
    static final int connection = 24;
    static final int constraint = 25;
    static final int device_hint = 26;
    static final int forbidden = 27;
    static final int gone = 28;
    static final int invalid = 29;
    static final int lost = 30;
    static final int missed = 31;
    static final int no_device = 32;
    static final int no_readings = 33;
    static final int no_temperature = 34;
    static final int not_connected = 35;
    static final int not_let_in = 36;
    static final int not_reached = 37;
    static final int not_sent = 38;
    static final int nothing = 39;
    static final int outcome_unknown = 40;
    static final int reading_source = 41;
    static final int reading_temperature = 42;
    static final int refused = 43;
    static final int server_host = 44;
    static final int temperature_hint = 45;
  }
}
