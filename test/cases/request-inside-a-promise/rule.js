function (user, context, callback) {
  const request = require('request');
  fetch('https://a.example.com/').then((r) => {
    request.get('https://b.example.com/', (err, res, body) => {
      if (err) return callback(err);
      context.idToken['https://example.com/b'] = JSON.parse(body).x;
      callback(null, user, context);
    });
  }).catch(() => callback(null, user, context));
}
