package io.mqttspec.sample;

import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.widget.BaseAdapter;
import android.widget.TextView;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Readings as rows of a list, which stays where it was scrolled to: ids are keys. */
final class ReadingsAdapter extends BaseAdapter {

  private List<Reading> readings = Collections.emptyList();

  void show(List<Reading> now) {
    readings = now;
    notifyDataSetChanged();
  }

  @Override
  public int getCount() {
    return readings.size();
  }

  @Override
  public Reading getItem(int position) {
    return readings.get(position);
  }

  @Override
  public long getItemId(int position) {
    return readings.get(position).id();
  }

  @Override
  public boolean hasStableIds() {
    return true;
  }

  @Override
  public View getView(int position, @Nullable View recycled, ViewGroup parent) {
    View view =
        recycled == null
            ? LayoutInflater.from(parent.getContext()).inflate(R.layout.reading, parent, false)
            : recycled;
    Reading reading = getItem(position);
    TextView temperature = view.findViewById(R.id.reading_temperature);
    temperature.setText(
        view.getResources()
            .getString(R.string.reading_temperature, reading.temperature().toPlainString()));
    TextView source = view.findViewById(R.id.reading_source);
    source.setText(
        view.getResources().getString(R.string.reading_source, reading.id(), reading.deviceId()));
    return view;
  }
}
