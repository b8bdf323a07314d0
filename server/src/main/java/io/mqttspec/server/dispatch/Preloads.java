package io.mqttspec.server.dispatch;

import io.mqttspec.protocol.error.ErrorCode;
import io.mqttspec.protocol.error.ProtocolException;
import io.mqttspec.protocol.query.CheckedFilter;
import io.mqttspec.protocol.query.FilterChecker;
import io.mqttspec.protocol.query.Options;
import io.mqttspec.protocol.query.Preload;
import io.mqttspec.server.config.Limits;
import io.mqttspec.server.entity.Entity;
import io.mqttspec.server.entity.Relation;
import io.mqttspec.server.hook.HookContext;
import io.mqttspec.server.mapper.MapperSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the preloads of a read (docs/protocol.md 4.6), and asks the hooks for the row filter of
 * each entity that they lead to.
 */
final class Preloads {

  /** How often a relation that leads to its own entity is followed. */
  private static final int RECURSIVE_LEVELS = 5;

  private static final String PATH = "options.preload";

  private final Steps steps;
  private final RowFilters rowFilters;

  Preloads(Steps steps, RowFilters rowFilters) {
    this.steps = steps;
    this.rowFilters = rowFilters;
  }

  /** One relation of all paths that begin alike. */
  private static final class Branch {
    final Relation relation;
    final String path;
    final int depth;
    final Map<String, Branch> inside = new LinkedHashMap<>();
    Preload preload;
    int index = -1;

    Branch(Relation relation, String path, int depth) {
      this.relation = relation;
      this.path = path;
      this.depth = depth;
      // Where only a longer path is asked for.
      this.preload = Preload.of(path);
    }

    /** The depth of the longest path. */
    int deepest() {
      return inside.values().stream().mapToInt(Branch::deepest).max().orElse(depth);
    }
  }

  /**
   * Checks preloads.
   *
   * @throws ProtocolException {@code invalid_option}, {@code invalid_filter}, or what a hook
   *     refuses with
   */
  List<Preloaded> check(
      Entity entity, List<Preload> preloads, RequestContext context, MapperSession session) {
    if (preloads.isEmpty()) {
      return List.of();
    }
    Map<String, Branch> branches = new LinkedHashMap<>();
    int most = steps.config().limits().preloads();
    int named = 0;
    for (int i = 0; i < preloads.size(); i++) {
      named += add(entity, branches, preloads.get(i), i);
      if (named > most) {
        throw refused(PATH, "A read may preload at most " + most + " relations.");
      }
    }
    return checked(branches, context, session);
  }

  /** Gives the number of relations that no path before has named. */
  private int add(Entity entity, Map<String, Branch> branches, Preload preload, int index) {
    String place = PATH + "[" + index + "].relation";
    String[] names = preload.relation().split("\\.", -1);
    int deepest = steps.config().limits().preloadDepth();
    if (names.length > deepest) {
      throw refused(place, "At most " + deepest + " relations may follow one another.");
    }
    Entity from = entity;
    Map<String, Branch> siblings = branches;
    Branch branch = null;
    int added = 0;
    for (int depth = 0; depth < names.length; depth++) {
      String path = branch == null ? names[depth] : branch.path + "." + names[depth];
      branch = siblings.get(names[depth]);
      if (branch == null) {
        branch = new Branch(relation(from, names[depth], place), path, depth + 1);
        siblings.put(names[depth], branch);
        added++;
      }
      from = branch.relation.target();
      siblings = branch.inside;
    }
    if (branch == null || branch.index >= 0) {
      throw refused(place, "This relation is preloaded already; name it once.");
    }
    branch.preload = preload;
    branch.index = index;
    if (preload.recursive() && !branch.relation.recursive()) {
      throw refused(
          PATH + "[" + index + "].recursive",
          "Only a relation from an entity to itself can be followed again.");
    }
    return added;
  }

  private Relation relation(Entity entity, String name, String place) {
    Relation relation =
        steps
            .entities()
            .relation(entity, name)
            .orElseThrow(
                () -> refused(place, "The entity has no relation of this name; meta lists them."));
    if (!steps.mappers().readsItself(relation.target())) {
      throw refused(
          place,
          "The rows of that entity come from a mapper of their own: read them by themselves.");
    }
    return relation;
  }

  private List<Preloaded> checked(
      Map<String, Branch> branches, RequestContext context, MapperSession session) {
    List<Preloaded> checked = new ArrayList<>(branches.size());
    for (Branch branch : branches.values()) {
      if (branch.preload.recursive() && branch.inside.containsKey(branch.relation.name())) {
        throw refused(
            PATH + "[" + branch.index + "].recursive",
            "This relation is followed again by itself; do not name it inside itself, too.");
      }
      checked.add(checked(branch, context, session));
    }
    return checked;
  }

  private Preloaded checked(Branch branch, RequestContext context, MapperSession session) {
    Entity target = branch.relation.target();
    HookContext hookContext =
        HookContext.builder(context.client(), "preload")
            .requestId(context.request().id())
            .entity(target.name().schema(), target.name().entity())
            .relation(branch.path)
            .session(session)
            .options(options(branch.preload))
            .build();
    CheckedFilter rowFilter = rowFilters.of(target, hookContext);
    Options options = hookContext.options();
    Limits limits = steps.config().limits();
    String place = branch.index < 0 ? PATH : PATH + "[" + branch.index + "]";
    return new Preloaded(
        branch.relation,
        CheckedOptions.columns(target, options, place),
        CheckedFilter.and(
            rowFilter,
            FilterChecker.check(
                options.filters(), target.rowType(), limits.filters(), place + ".filters")),
        CheckedOptions.sort(target, options, place),
        CheckedOptions.limit(options, limits),
        branch.preload.recursive()
            ? Math.min(RECURSIVE_LEVELS, limits.preloadDepth() - branch.deepest() + 1)
            : 1,
        checked(branch.inside, context, session));
  }

  private static Options options(Preload preload) {
    return Options.builder()
        .columns(preload.columns())
        .omitColumns(preload.omitColumns())
        .filters(preload.filters())
        .sort(preload.sort())
        .limit(preload.limit())
        .build();
  }

  private static ProtocolException refused(String path, String message) {
    return ProtocolException.at(ErrorCode.INVALID_OPTION, path, message);
  }
}
