function f(user, context, callback) {
  const axios = require('axios');
  Promise.all([axios.get('https://a.example.com/'), axios.get('https://b.example.com/')])
    .then(([a, b]) => {
      user.app_metadata = user.app_metadata || {};
      user.app_metadata.a = a.data;
      context.idToken['https://example.com/b'] = b.data;
      return auth0.users.updateAppMetadata(user.user_id, user.app_metadata);
    })
    .then(() => callback(null, user, context))
    .catch((e) => callback(e));
}
