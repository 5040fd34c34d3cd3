# Sequel: one_to_many and many_to_one, which find each other as reciprocals.
require "sequel"
require_relative "moves"

DB = Sequel.sqlite

DB.create_table(:users) do
  primary_key :id
  String :name
end
DB.create_table(:posts) do
  primary_key :id
  String :title
  foreign_key :author_id, :users, on_delete: :set_null
end

class User < Sequel::Model
  unrestrict_primary_key
  one_to_many :posts, key: :author_id, order: :id
end

class Post < Sequel::Model
  unrestrict_primary_key
  many_to_one :author, class: :User, key: :author_id
end

class Blog
  attr_reader :ann, :bob, :posts

  def initialize
    DB[:posts].delete
    DB[:users].delete
    DB[:users].import(%i[id name], [[1, "ann"], [2, "bob"]])
    DB[:posts].import(%i[id title author_id], [[10, "10", 1], [11, "11", 1], [20, "20", 2]])
    @ann, @bob = User.order(:id).eager(:posts).all
    @posts = [@ann, @bob].flat_map(&:posts).to_h { |post| [post.id, post] }
  end

  def at_once = %w[new_in_list moved_by_list removed parent_deleted]
  def author(post) = post.author&.name
  def titles(user) = user.posts.map(&:title)
  def make(author = nil) = author ? Post.new(id: 30, title: "30", author: author) : Post.new(id: 30, title: "30")
  def append(user, post) = user.add_post(post)

  def set_author(post, user)
    post.author = user
  end

  def remove(user, post) = user.remove_post(post)
  def delete(user) = user.destroy
  def save(post) = post.save
  def rows = DB[ROWS].all.map(&:values)
end

play(-> { Blog.new }, Sequel.version)
