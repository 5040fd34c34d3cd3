// Sequelize: hasMany and belongsTo, each declared; what was included are plain properties.
import { play, require, ROWS, versionOf } from "./moves.mjs";

const { DataTypes, QueryTypes, Sequelize } = require("sequelize");

// The PostgreSQL server of the first argument, "host=… port=… dbname=… user=…"; its packages for SQLite compile C++.
const given = Object.fromEntries(process.argv[2].split(" ").map((part) => part.split("=")));
const server = { host: given.host, port: given.port ?? 5432, database: given.dbname, username: given.user };

async function makeBlog() {
  const sequelize = new Sequelize({ dialect: "postgres", ...server, logging: false });
  const options = { timestamps: false, underscored: true };
  const id = { type: DataTypes.INTEGER, primaryKey: true };
  const User = sequelize.define("user", { id, name: DataTypes.TEXT }, options);
  const Post = sequelize.define("post", { id, title: DataTypes.TEXT }, options);
  const key = { name: "authorId", field: "author_id" };
  User.hasMany(Post, { as: "posts", foreignKey: key });
  Post.belongsTo(User, { as: "author", foreignKey: key });
  await sequelize.sync({ force: true });
  await User.bulkCreate([{ id: 1, name: "ann" }, { id: 2, name: "bob" }]);
  await Post.bulkCreate([10, 11, 20].map((n) => ({ id: n, title: String(n), authorId: n === 20 ? 2 : 1 })));
  const include = [{ model: Post, as: "posts", include: [{ model: User, as: "author" }] }];
  const [ann, bob] = await User.findAll({ include, order: ["id", ["posts", "id"]] });
  return {
    ann,
    bob,
    posts: Object.fromEntries([...ann.posts, ...bob.posts].map((post) => [post.id, post])),
    atOnce: ["new_in_list", "moved_by_list", "moved_by_scalar", "removed", "parent_deleted"],
    author: (post) => post.author?.name,
    titles: (user) => user.posts.map((post) => post.title),
    make: (author) => Post.build({ id: 30, title: "30", ...(author ? { authorId: author.id } : {}) }),
    append: async (user, post) => (post.isNewRecord && (await post.save()), user.addPost(post)),
    setAuthor: (post, user) => post.setAuthor(user),
    remove: (user, post) => user.removePost(post),
    delete: (user) => user.destroy(),
    save: (post) => post.save(),
    rows: async () => (await sequelize.query(ROWS, { type: QueryTypes.SELECT })).map((row) => [row.title, row.name]),
  };
}

await play(makeBlog, versionOf("sequelize"));
process.exit(0);
