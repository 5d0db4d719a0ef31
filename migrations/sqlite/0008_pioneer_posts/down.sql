DROP TABLE post_holdings;
DROP TABLE pioneer_posts;
