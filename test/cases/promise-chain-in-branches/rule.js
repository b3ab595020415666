function f(user, context, callback) {
  const axios = require('axios');
  if (!user.email) return callback(null, user, context);
  if (user.email_verified) {
    return axios.get('https://a.example.com/').then((response) => {
      context.idToken['https://example.com/a'] = response.data;
      return callback(null, user, context);
    }).catch((error) => callback(error));
  }
  context.idToken['https://example.com/unverified'] = true;
  axios.get('https://b.example.com/').then((response) => {
    if (response.data.blocked) {
      return callback(new UnauthorizedError('blocked'));
    }
    callback(null, user, context);
  }).catch(callback);
}
