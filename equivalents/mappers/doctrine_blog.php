<?php
// Doctrine: mappedBy and inversedBy; the side with the key owns the relationship.
use Doctrine\Common\Collections\ArrayCollection;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\Mapping as ORM;
use Doctrine\ORM\ORMSetup;
use Doctrine\ORM\Tools\SchemaTool;

error_reporting(E_ALL & ~E_DEPRECATED);
require_once 'Doctrine/ORM/autoload.php';
require_once 'Symfony/Component/Cache/autoload.php';
require_once __DIR__ . '/moves.php';

#[ORM\Entity, ORM\Table(name: 'users')]
class User
{
    #[ORM\OneToMany(targetEntity: Post::class, mappedBy: 'author', cascade: ['persist']), ORM\OrderBy(['id' => 'ASC'])]
    public $posts;

    public function __construct(
        #[ORM\Id, ORM\Column(type: 'integer')] public $id,
        #[ORM\Column(type: 'string')] public $name
    ) {
        $this->posts = new ArrayCollection();
    }
}

#[ORM\Entity, ORM\Table(name: 'posts')]
class Post
{
    public function __construct(
        #[ORM\Id, ORM\Column(type: 'integer')] public $id,
        #[ORM\Column(type: 'string')] public $title,
        #[ORM\ManyToOne(targetEntity: User::class, inversedBy: 'posts'), ORM\JoinColumn(onDelete: 'SET NULL')] public $author = null
    ) {
    }
}

class Blog
{
    public $ann, $bob, $posts, $manager;

    public function __construct()
    {
        $setup = ORMSetup::createAttributeMetadataConfiguration([__DIR__], true);
        $this->manager = EntityManager::create(['driver' => 'pdo_sqlite', 'memory' => true], $setup);
        $manager = $this->manager;
        (new SchemaTool($manager))->createSchema($manager->getMetadataFactory()->getAllMetadata());
        $manager->getConnection()->executeStatement("INSERT INTO users VALUES (1, 'ann'), (2, 'bob')");
        $rows = "INSERT INTO posts (id, title, author_id) VALUES (10, '10', 1), (11, '11', 1), (20, '20', 2)";
        $manager->getConnection()->executeStatement($rows);
        [$this->ann, $this->bob] = $manager->createQuery('SELECT u, p FROM User u JOIN u.posts p ORDER BY u.id, p.id')->getResult();
        foreach ([10, 11, 20] as $id) {
            $this->posts[$id] = $manager->find(Post::class, $id);
        }
    }

    public function author($post) { return $post->author?->name; }
    public function titles($user) { return array_values($user->posts->map(fn ($post) => $post->title)->toArray()); }
    public function make($author = null) { return new Post(30, '30', $author); }
    public function append($user, $post) { $user->posts->add($post); }
    public function setAuthor($post, $user) { $post->author = $user; }
    public function remove($user, $post) { $user->posts->removeElement($post); }
    public function delete($user) { $this->manager->remove($user); }
    public function save($post) { $this->manager->persist($post); $this->manager->flush(); }
    public function rows() { return $this->manager->getConnection()->executeQuery(ROWS)->fetchAllKeyValue(); }
}

play(fn () => new Blog(), \Composer\InstalledVersions::class === '' ? '' : Doctrine\ORM\Version::VERSION);
