// MikroORM: mappedBy and inversedBy, kept in step by propagation; here as schemas, which say the same.
import { play, require, ROWS, versionOf } from "./moves.mjs";

const { Collection, EntitySchema } = require("@mikro-orm/core");
const { MikroORM } = require("@mikro-orm/libsql");

class User {
  posts = new Collection(this);
}
class Post {}
const id = { type: "number", primary: true };
const users = new EntitySchema({
  class: User,
  tableName: "users",
  properties: { id, name: { type: "string" }, posts: { kind: "1:m", entity: () => Post, mappedBy: "author" } },
});
const posts = new EntitySchema({
  class: Post,
  tableName: "posts",
  properties: {
    id,
    title: { type: "string" },
    author: { kind: "m:1", entity: () => User, inversedBy: "posts", nullable: true, deleteRule: "set null" },
  },
});

async function makeBlog() {
  const orm = await MikroORM.init({ dbName: ":memory:", entities: [users, posts], allowGlobalContext: true });
  await orm.schema.createSchema();
  const em = orm.em.fork();
  const connection = em.getConnection();
  await connection.execute("INSERT INTO users VALUES (1, 'ann'), (2, 'bob')");
  await connection.execute("INSERT INTO posts (id, title, author_id) VALUES (10, '10', 1), (11, '11', 1), (20, '20', 2)");
  const [ann, bob] = await em.find(User, {}, { populate: ["posts"], orderBy: { id: 1, posts: { id: 1 } } });
  return {
    ann,
    bob,
    posts: Object.fromEntries([...ann.posts, ...bob.posts].map((post) => [post.id, post])),
    author: (post) => post.author?.name,
    titles: (user) => user.posts.getItems().map((post) => post.title),
    make: (author) => em.create(Post, { id: 30, title: "30", ...(author ? { author } : {}) }, { persist: false }),
    append: (user, post) => user.posts.add(post),
    setAuthor: (post, user) => (post.author = user),
    remove: (user, post) => user.posts.remove(post),
    delete: (user) => em.remove(user),
    save: (post) => em.persist(post).flush(),
    rows: async () => (await connection.execute(ROWS)).map((row) => [row.title, row.name]),
  };
}

await play(makeBlog, versionOf("@mikro-orm/core"));
process.exit(0);
