function f(user, context, callback) {
  const axios = require('axios');
  axios.post('https://a.example.com/', { id: user.user_id }).then(({ data }) => {
    context.accessToken['https://example.com/a'] = data.a;
    callback(null, user, context);
  });
}
