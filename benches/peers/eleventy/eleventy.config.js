// The hub for Eleventy, with the same parts as in errhub; benches/make_hub writes the content.
import syntaxHighlight from "@11ty/eleventy-plugin-syntaxhighlight";

const PER_PAGE = 50;

/** The lists of a category or platform: one for each of its pages. */
function pages(list, articles) {
  const count = Math.max(1, Math.ceil(articles.length / PER_PAGE));
  const url = (number) => (number === 1 ? list.url : `${list.url}page/${number}/`);
  return Array.from({ length: count }, (_, index) => ({
    ...list,
    url: url(index + 1),
    number: index + 1,
    count,
    total: articles.length,
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
    const { categories, platforms } = articles[0].data;
    const ofCategories = categories.flatMap((category) =>
      pages(
        { ...category, isCategory: true, url: `/${category.id}/` },
        articles.filter((article) => article.data.category === category.id),
      ),
    );
    const ofPlatforms = platforms.flatMap((title) =>
      pages(
        { title, url: `/platforms/${title.toLowerCase()}/` },
        articles.filter((article) => article.data.applies_to.includes(title)),
      ),
    );
    return [...ofCategories, ...ofPlatforms];
  });

  const iso = (date) => date.toISOString().slice(0, 10);
  const long = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
  const text = (html) =>
    html
      .replace(/<[^>]*>/g, "")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"')
      .replace(/&amp;/g, "&")
      .trim();
  const json = (value) => JSON.stringify(value).replaceAll("</", "<\\/");

  eleventyConfig.addFilter("markdown", (source) => markdown.render(source));
  // Answers are rendered once, for the page and for its structured data.
  eleventyConfig.addFilter("answered", (faq) =>
    faq.map(({ question, answer }) => ({ question, answer: markdown.render(answer) })),
  );
  eleventyConfig.addFilter("articles", (ids) => ids.map((id) => byId.get(id)));
  // Eleventy's own `slugify` would take two thirds of the time.
  eleventyConfig.addFilter("anchor", (title) =>
    title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""),
  );
  eleventyConfig.addFilter("iso", iso);
  eleventyConfig.addFilter("longDate", (date) => long.format(date));
  eleventyConfig.addFilter("articleData", (questions, article) => {
    const { title, code, published, updated, category, url, home, site } = article;
    const list = [site.title, category.title, title];
    const addresses = [home, `${home}${category.id}/`, url];
    return json({
      "@context": "https://schema.org",
      "@graph": [
        {
          "@type": "TechArticle",
          "@id": `${url}#article`,
          url,
          mainEntityOfPage: url,
          headline: `How to fix “${title}”`,
          datePublished: iso(published),
          dateModified: iso(updated),
          inLanguage: "en",
          publisher: { "@id": `${home}#publisher` },
          about: { "@type": "DefinedTerm", name: title, termCode: code },
        },
        {
          "@type": "FAQPage",
          "@id": `${url}#faq`,
          url,
          inLanguage: "en",
          mainEntity: questions.map(({ question, answer }) => ({
            "@type": "Question",
            name: question,
            acceptedAnswer: { "@type": "Answer", text: text(answer) },
          })),
        },
        {
          "@type": "BreadcrumbList",
          "@id": `${url}#breadcrumbs`,
          itemListElement: list.map((name, index) => ({
            "@type": "ListItem",
            position: index + 1,
            name,
            item: addresses[index],
          })),
        },
        {
          "@type": "Organization",
          "@id": `${home}#publisher`,
          name: "Example",
          url: "https://example.com",
        },
      ],
    });
  });
  eleventyConfig.addFilter("listData", (list, url, home) =>
    json({
      "@context": "https://schema.org",
      "@graph": [
        { "@type": "CollectionPage", "@id": `${url}#page`, url, name: list.title, inLanguage: "en" },
        {
          "@type": "ItemList",
          "@id": `${url}#list`,
          itemListElement: list.articles.map((article, index) => ({
            "@type": "ListItem",
            position: index + 1,
            name: article.data.title,
            url: home + article.url.slice(1),
          })),
        },
      ],
    }),
  );

  return {
    dir: { input: "content", includes: "../_includes", data: "../_data", output: "public" },
    // As with errhub, the text of an article is not a template.
    markdownTemplateEngine: false,
  };
}
