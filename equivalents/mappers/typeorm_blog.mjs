// TypeORM: @OneToMany and @ManyToOne, each with its inverse side; here as schemas, which say the same.
import { play, require, ROWS, versionOf } from "./moves.mjs";

const { DataSource, EntitySchema } = require("typeorm");

class User {}
class Post {}
const id = { type: Number, primary: true };
const users = new EntitySchema({
  name: "User",
  target: User,
  tableName: "users",
  columns: { id, name: { type: String } },
  relations: { posts: { type: "one-to-many", target: "Post", inverseSide: "author", cascade: ["insert", "update"] } },
});
const posts = new EntitySchema({
  name: "Post",
  target: Post,
  tableName: "posts",
  columns: { id, title: { type: String } },
  relations: {
    author: {
      type: "many-to-one",
      target: "User",
      inverseSide: "posts",
      joinColumn: { name: "author_id" },
      onDelete: "SET NULL",
    },
  },
});

async function makeBlog() {
  const source = await new DataSource({ type: "sqljs", entities: [users, posts], synchronize: true }).initialize();
  const manager = source.manager;
  await source.query("INSERT INTO users VALUES (1, 'ann'), (2, 'bob')");
  await source.query("INSERT INTO posts (id, title, author_id) VALUES (10, '10', 1), (11, '11', 1), (20, '20', 2)");
  const order = { id: "ASC", posts: { id: "ASC" } };
  const [ann, bob] = await manager.find(User, { relations: { posts: true }, order });
  for (const user of [ann, bob]) for (const post of user.posts) post.author = user;
  const changed = new Set();
  return {
    ann,
    bob,
    posts: Object.fromEntries([...ann.posts, ...bob.posts].map((post) => [post.id, post])),
    atOnce: ["parent_deleted"],
    author: (post) => post.author?.name,
    titles: (user) => user.posts.map((post) => post.title),
    make: (author) => Object.assign(new Post(), { id: 30, title: "30" }, author ? { author } : {}),
    append: (user, post) => changed.add(user) && user.posts.push(post),
    setAuthor: (post, user) => (post.author = user),
    remove: (user, post) => changed.add(user) && user.posts.splice(user.posts.indexOf(post), 1),
    delete: (user) => manager.remove(user),
    save: (post) => manager.save(changed.size ? [...changed] : [post]),
    rows: async () => (await source.query(ROWS)).map((row) => [row.title, row.name]),
  };
}

await play(makeBlog, versionOf("typeorm"));
