// The six moves of moves.py, for mappers of Java.
import java.util.*;
import java.util.function.Function;
import java.util.function.Supplier;

public class Moves {
    static final String ROWS =
        "SELECT p.title, u.name FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.id";

    interface Blog {
        Object user(String name);
        Object post(int id);
        String author(Object post);
        List<String> titles(Object user);
        Object make(Object author);
        void append(Object user, Object post);
        void setAuthor(Object post, Object user);
        void remove(Object user, Object post);
        void delete(Object user);
        void save(Object post);
        List<Object[]> rows();
    }

    static final Map<String, Function<Blog, Object>> MOVES = new LinkedHashMap<>();
    static {
        MOVES.put("new_in_list", b -> { Object post = b.make(null); b.append(b.user("bob"), post); return post; });
        MOVES.put("new_by_scalar", b -> b.make(b.user("bob")));
        MOVES.put("moved_by_list", b -> { Object post = b.post(10); b.append(b.user("bob"), post); return post; });
        MOVES.put("moved_by_scalar", b -> { Object post = b.post(10); b.setAuthor(post, b.user("bob")); return post; });
        MOVES.put("removed", b -> { Object post = b.post(10); b.remove(b.user("ann"), post); return post; });
        MOVES.put("parent_deleted", b -> { Object post = b.post(10); b.delete(b.user("ann")); return post; });
    }

    static String shown(Blog blog, Object post, boolean deleted) {
        String lists = "\"bob\": " + texts(blog.titles(blog.user("bob")));
        if (!deleted) lists += ", \"ann\": " + texts(blog.titles(blog.user("ann")));
        return "{\"author\": " + text(blog.author(post)) + ", \"lists\": {" + lists + "}}";
    }

    static String played(Blog blog, String name, Function<Blog, Object> move) {
        try {
            boolean deleted = name.equals("parent_deleted");
            Object post = move.apply(blog);
            String before = shown(blog, post, deleted);
            if (!deleted) blog.save(post);
            else blog.save(blog.post(20));
            StringJoiner rows = new StringJoiner(", ", "{", "}");
            for (Object[] row : blog.rows()) rows.add(text((String) row[0]) + ": " + text((String) row[1]));
            return "{\"before\": " + before + ", \"after\": " + shown(blog, post, deleted) + ", \"rows\": " + rows + "}";
        } catch (RuntimeException error) {
            String message = String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
            message = message.substring(0, Math.min(160, message.length()));
            return "{\"error\": " + text(error.getClass().getSimpleName() + ": " + message) + "}";
        }
    }

    static String text(String value) {
        return value == null ? "null" : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String texts(List<String> values) {
        return "[" + String.join(", ", values.stream().map(Moves::text).toList()) + "]";
    }

    static void play(Supplier<Blog> makeBlog, String version) {
        StringJoiner results = new StringJoiner(", ", "{", "}");
        MOVES.forEach((name, move) -> results.add(text(name) + ": " + played(makeBlog.get(), name, move)));
        System.out.println("{\"version\": " + text(version) + ", \"runtime\": " + text("Java " + Runtime.version().feature())
            + ", \"moves\": " + results + "}");
    }
}
