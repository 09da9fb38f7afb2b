// The plain hub for Eleventy: articles with one simple layout, lists, a feed and a sitemap;
// benches/make_hub writes the content.
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";

const PER_PAGE = 50;

/** The pages of a category's list. */
function pages(category, articles) {
  const count = Math.ceil(articles.length / PER_PAGE);
  const url = (number) => `/${category.id}/${number === 1 ? "" : `page/${number}/`}`;
  return Array.from({ length: count }, (_, index) => ({
    ...category,
    url: url(index + 1),
    articles: articles.slice(index * PER_PAGE, (index + 1) * PER_PAGE),
    previous: index > 0 ? url(index) : null,
    next: index + 1 < count ? url(index + 2) : null,
  }));
}

export default function (eleventyConfig) {
  let markdown;
  eleventyConfig.addPlugin(syntaxHighlight);
  eleventyConfig.amendLibrary("md", (library) => {
    markdown = library;
  });
  eleventyConfig.addPassthroughCopy({ static: "/" });

  // Sorts titles by code units, which needs no rules of a language.
  const order = (a, b) => (a.data.title < b.data.title ? -1 : 1);
  const all = (api) => api.getFilteredByTag("article").sort(order);
  const byId = new Map();

  eleventyConfig.addCollection("articles", (api) => {
    const articles = all(api);
    byId.clear();
    for (const article of articles) {
      byId.set(article.filePathStem.slice(1), article);
    }
    return articles;
  });
  eleventyConfig.addCollection("recent", (api) =>
    all(api).sort((a, b) => b.data.updated - a.data.updated).slice(0, 30),
  );
  eleventyConfig.addCollection("lists", (api) => {
    const articles = all(api);
    return articles[0].data.categories.flatMap((category) =>
      pages(
        category,
        articles.filter((article) => article.data.category === category.id),
      ),
    );
  });

  eleventyConfig.addFilter("markdown", (source) => markdown.render(source));
  eleventyConfig.addFilter("articles", (ids) => ids.map((id) => byId.get(id)));
  eleventyConfig.addFilter("iso", (date) => date.toISOString().slice(0, 10));

  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "public" },
    // As with errhub, the text of an article is not a template.
    markdownTemplateEngine: false,
  };
}
