// Hibernate: mappedBy; hibernate.bidirectionality_management where the version has it and the first argument is "managed".
import jakarta.persistence.*;
import java.util.*;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

public class HibernateBlog implements Moves.Blog {
    @Entity(name = "users")
    public static class User {
        @Id public int id;
        public String name;
        @OneToMany(mappedBy = "author", cascade = CascadeType.PERSIST) @OrderBy("id") public List<Post> posts = new ArrayList<>();
    }

    @Entity(name = "posts")
    public static class Post {
        @Id public int id;
        public String title;
        @ManyToOne @JoinColumn(name = "author_id") @org.hibernate.annotations.OnDelete(
            action = org.hibernate.annotations.OnDeleteAction.SET_NULL) public User author;
    }

    final Session session;
    final Map<String, User> users = new HashMap<>();

    HibernateBlog(boolean managed) {
        Configuration configuration = new Configuration().addAnnotatedClass(User.class).addAnnotatedClass(Post.class)
            .setProperty("hibernate.connection.url", "jdbc:h2:mem:blog" + UUID.randomUUID())
            .setProperty("hibernate.hbm2ddl.auto", "create");
        if (managed) configuration.setProperty("hibernate.bidirectionality_management", "true");
        SessionFactory factory = configuration.buildSessionFactory();
        factory.inTransaction(filling -> {
            filling.createNativeMutationQuery("INSERT INTO users (id, name) VALUES (1, 'ann'), (2, 'bob')").executeUpdate();
            filling.createNativeMutationQuery("INSERT INTO posts (id, title, author_id) VALUES (10, '10', 1), (11, '11', 1),"
                + " (20, '20', 2)").executeUpdate();
        });
        session = factory.openSession();
        session.beginTransaction();
        for (User user : session.createQuery("FROM users u JOIN FETCH u.posts", User.class).getResultList())
            users.put(user.name, user);
    }

    public Object user(String name) { return users.get(name); }
    public Object post(int id) { return session.find(Post.class, id); }
    public String author(Object post) { User author = ((Post) post).author; return author == null ? null : author.name; }
    public List<String> titles(Object user) { return ((User) user).posts.stream().map(post -> post.title).toList(); }
    public Object make(Object author) {
        Post post = new Post();
        post.id = 30;
        post.title = "30";
        post.author = (User) author;
        return post;
    }
    public void append(Object user, Object post) { ((User) user).posts.add((Post) post); }
    public void setAuthor(Object post, Object user) { ((Post) post).author = (User) user; }
    public void remove(Object user, Object post) { ((User) user).posts.remove((Post) post); }
    public void delete(Object user) { session.remove(user); }
    public void save(Object post) { session.persist(post); session.flush(); }
    public List<Object[]> rows() { return session.createNativeQuery(Moves.ROWS, Object[].class).getResultList(); }

    public static void main(String[] arguments) {
        java.util.logging.Logger.getLogger("org.hibernate").setLevel(java.util.logging.Level.OFF);
        boolean managed = arguments.length > 0 && arguments[0].equals("managed");
        Moves.play(() -> new HibernateBlog(managed), org.hibernate.Version.getVersionString());
    }
}
