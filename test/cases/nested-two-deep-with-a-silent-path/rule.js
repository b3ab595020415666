function loginOrCreate(user, context, callback) {
  const request = require('request');
  request.get('https://api.example.com/users/' + user.user_id, (err, response) => {
    if (err) return callback(err);
    if (response.statusCode === 200) return callback(null, user, context);
    if (response.statusCode === 404) {
      request.post({ url: 'https://api.example.com/users', json: { id: user.user_id } }, (err) => callback(err, user, context));
    }
  });
}
