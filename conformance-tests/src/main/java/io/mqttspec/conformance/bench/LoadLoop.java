package io.mqttspec.conformance.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The thread on which all connections of the bench live. */
final class LoadLoop implements AutoCloseable {

  private final NioEventLoopGroup group =
      new NioEventLoopGroup(1, new DefaultThreadFactory("mqttspec-bench", true));
  private final EventLoop loop = group.next();

  /** Opens a connection; what comes of it is told to its listener. */
  void connect(PacketConnection connection, BenchTarget target) {
    var unused =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(connection);
                  }
                })
            .connect(target.host(), target.port())
            .addListener(
                connected -> {
                  if (!connected.isSuccess()) {
                    connection.unreachable(connected.cause());
                  }
                });
  }

  /** Runs on the loop's thread, or not at all once the bench has ended. */
  void run(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // A connection of a library ends on the library's own threads, later.
      if (!loop.isShuttingDown()) {
        throw e;
      }
    }
  }

  /** Calls on the loop's thread and waits for the result. */
  <T> T call(Callable<T> task) {
    try {
      return loop.submit(task).get();
    } catch (ExecutionException e) {
      throw new BenchFailedException("The bench failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("Interrupted", e);
    }
  }

  /** Calls on the loop's thread again and again, until that is cancelled. */
  Future<?> every(long millis, Runnable task) {
    return loop.scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
