package io.mqttspec.sample;

import android.app.Activity;
import android.app.Application;
import android.content.Context;
import android.content.SharedPreferences;
import android.net.ConnectivityManager;
import android.net.Network;
import android.os.Bundle;
import android.util.Log;
import io.mqttspec.client.MqttSpecClient;
import io.mqttspec.client.exception.MqttSpecException;
import io.reactivex.rxjava3.exceptions.UndeliverableException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Owns the one client of the process, which outlives the activities, and has it connected while one
 * of them is visible.
 */
public class ReadingsApplication extends Application {

  private static final String TAG = "Readings";

  /** Who leaves the app and comes back at once finds it still connected. */
  private static final long LINGER_MILLIS = 2_000;

  private static final long RETRY_MILLIS = 5_000;

  private MqttSpecClient client;
  private ConnectionKeeper keeper;

  @Override
  public void onCreate() {
    super.onCreate();
    RxJavaPlugins.setErrorHandler(ReadingsApplication::undeliverable);
    client = server().clientId(clientId()).build();
    keeper = new ConnectionKeeper(client, LINGER_MILLIS, RETRY_MILLIS);
    registerActivityLifecycleCallbacks(new VisibleActivities());
    ConnectivityManager connectivity =
        (ConnectivityManager) getSystemService(Context.CONNECTIVITY_SERVICE);
    connectivity.registerDefaultNetworkCallback(new NewNetworks(connectivity.getActiveNetwork()));
  }

  /** The client, for all activities; it is never closed, but ends with the process. */
  MqttSpecClient client() {
    return client;
  }

  /** Where the server is. */
  MqttSpecClient.Builder server() {
    return MqttSpecClient.builder()
        .host(getString(R.string.server_host))
        .port(getResources().getInteger(R.integer.server_port));
  }

  /** One for each installation, and the same after a restart. */
  private String clientId() {
    SharedPreferences preferences = getSharedPreferences("client", Context.MODE_PRIVATE);
    String known = preferences.getString("id", null);
    if (known != null) {
      return known;
    }
    String created = "readings-" + UUID.randomUUID();
    preferences.edit().putString("id", created).apply();
    return created;
  }

  /**
   * What nobody waits for any more, such as the answer to a screen that was left. Without this
   * handler, RxJava would end the app for it.
   */
  private static void undeliverable(Throwable error) {
    if (error instanceof UndeliverableException && error.getCause() instanceof MqttSpecException) {
      Log.i(TAG, "Nobody waited for this any more.", error);
      return;
    }
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
  }

  /** Called on the main thread. */
  private final class VisibleActivities implements ActivityLifecycleCallbacks {

    private int started;

    @Override
    public void onActivityStarted(Activity activity) {
      started++;
      if (started == 1) {
        keeper.appVisible();
      }
    }

    @Override
    public void onActivityStopped(Activity activity) {
      started--;
      // In a rotation the next activity follows at once, however long it takes to start.
      if (started == 0 && !activity.isChangingConfigurations()) {
        keeper.appHidden();
      }
    }

    @Override
    public void onActivityCreated(Activity activity, @Nullable Bundle savedInstanceState) {}

    @Override
    public void onActivityResumed(Activity activity) {}

    @Override
    public void onActivityPaused(Activity activity) {}

    @Override
    public void onActivitySaveInstanceState(Activity activity, Bundle outState) {}

    @Override
    public void onActivityDestroyed(Activity activity) {}
  }

  /** Called on a thread of the system, one call at a time. */
  private final class NewNetworks extends ConnectivityManager.NetworkCallback {

    private @Nullable Network current;

    /** The network that there is already is told as well when the callback is registered. */
    NewNetworks(@Nullable Network current) {
      this.current = current;
    }

    @Override
    public void onAvailable(Network network) {
      if (!network.equals(current)) {
        current = network;
        keeper.networkChanged();
      }
    }

    @Override
    public void onLost(Network network) {
      current = null;
    }
  }
}
