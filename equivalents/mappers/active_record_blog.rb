# Active Record: has_many and belongs_to, inverse_of on both, has_many_inversing as new applications have it.
require "active_record"
require_relative "moves"

ActiveRecord::Base.establish_connection(adapter: "sqlite3", database: ":memory:")
ActiveRecord::Base.has_many_inversing = true
ActiveRecord::Schema.verbose = false

class User < ActiveRecord::Base
  has_many :posts, -> { order(:id) }, foreign_key: :author_id, inverse_of: :author, dependent: :nullify
end

class Post < ActiveRecord::Base
  belongs_to :author, class_name: "User", inverse_of: :posts, optional: true
end

class Blog
  attr_reader :ann, :bob, :posts

  def initialize
    ActiveRecord::Schema.define do
      create_table(:users, force: true) { |t| t.text :name }
      create_table(:posts, force: true) do |t|
        t.text :title
        t.bigint :author_id
      end
    end
    User.create!([{ id: 1, name: "ann" }, { id: 2, name: "bob" }])
    [10, 11, 20].each { |id| Post.create!(id: id, title: id.to_s, author_id: id == 20 ? 2 : 1) }
    @ann, @bob = User.order(:id).includes(:posts).to_a
    @posts = [@ann, @bob].flat_map { |user| user.posts.to_a }.to_h { |post| [post.id, post] }
  end

  def at_once = %w[new_in_list moved_by_list removed parent_deleted]
  def author(post) = post.author&.name
  def titles(user) = user.posts.map(&:title)
  def make(author = nil) = author ? Post.new(id: 30, title: "30", author: author) : Post.new(id: 30, title: "30")
  def append(user, post) = user.posts << post

  def set_author(post, user)
    post.author = user
  end

  def remove(user, post) = user.posts.delete(post)
  def delete(user) = user.destroy!
  def save(post) = post.save!
  def rows = ActiveRecord::Base.connection.select_rows(ROWS)
end

play(-> { Blog.new }, ActiveRecord.version.to_s)
