package io.mqttspec.server;

/** Breaks a rule on purpose: {@code architecture} shows that it is found out. */
public final class RootUsesMyBatis {

  private RootUsesMyBatis() {}

  /** Uses what it must not. */
  public static Class<?> forbidden() {
    return org.apache.ibatis.session.Configuration.class;
  }
}
