package io.mqttspec.server.mapper;

import io.mqttspec.server.database.SqlText;
import java.util.Map;

/**
 * What an application's own read mapper must put into its statement. The texts are made of the
 * columns of the entity's table and of placeholders; the values are bound.
 *
 * <pre>{@code
 * @Select("select * from users ${where} ${orderBy} ${limit}")
 * List<Map<String, Object>> find(ReadQuery query);
 *
 * @Select("select count(*) from users ${where}")
 * long count(ReadQuery query);
 * }</pre>
 *
 * @param where {@code where …}, never empty
 * @param orderBy {@code order by …}, or empty
 * @param limit {@code limit … offset …}, or empty
 * @param values the bound values, named in the texts as <code>#{values.p0}</code> and so on
 */
public record ReadQuery(
    String where, String orderBy, String limit, Map<String, SqlText.Bind> values) {}
